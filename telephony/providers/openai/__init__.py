"""A language model behind OpenAI's contract: ours, or any server that speaks the same."""
