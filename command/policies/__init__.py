"""What a policy is held to before it is published: its own worked examples, and a minimum approach."""
