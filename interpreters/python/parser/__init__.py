"""Source text to syntax tree: tokenizer, AST classes, recursive-descent parser."""
