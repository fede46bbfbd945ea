"""What may be made and what may be released: the policy, who signed which words, and whether that still stands."""
