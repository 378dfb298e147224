"""
Collects what the program says, for translators: `python -m tools.messages`.

    extract     the sentences in the code, f-strings with their places numbered
    catalogue   exporters/locale/id/LC_MESSAGES/messages.po, and messages.mo made of it
"""
