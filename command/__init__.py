"""The command line, the supervisor and the embedded servers: imports everything, imported by nothing."""
