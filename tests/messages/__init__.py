"""What the program says: collected from the code, translated whole, and recognised again."""
