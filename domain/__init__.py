"""What knows and decides, imported by several processes: law, people, cases, figures."""
