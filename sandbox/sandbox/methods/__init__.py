"""The Web API methods, one module per family; importing this package fills the table `METHODS`."""

from sandbox.methods import chat, conversations, files, lookups, views
from sandbox.methods.table import COMMON_ERRORS, METHODS, ApiCall, ApiError, Method, per_minute

__all__ = [
    "COMMON_ERRORS",
    "METHODS",
    "ApiCall",
    "ApiError",
    "Method",
    "chat",
    "conversations",
    "files",
    "lookups",
    "per_minute",
    "views",
]
