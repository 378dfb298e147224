"""The store is tested by what can be loaded from it again."""
