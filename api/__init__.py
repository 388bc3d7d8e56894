"""The HTTP face of Vejviser: conversations, assessments, provisions and the chat page."""
