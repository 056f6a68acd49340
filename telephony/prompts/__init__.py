"""What a language model is told and how it is talked to, whoever runs it."""
