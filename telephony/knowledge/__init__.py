"""What the receptionist may tell: texts, web pages and PDFs, answered from and never added to."""
