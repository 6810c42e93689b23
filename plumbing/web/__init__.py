"""What every web application of ours shares: serving, headers, what trouble becomes, and keys."""
