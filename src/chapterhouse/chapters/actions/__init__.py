"""Every change to the network and its chapters."""

from chapterhouse.chapters.actions.chapters import (
    change_slug,
    edit_chapter,
    list_chapter,
    move_chapter,
    open_chapter,
    rest_chapter,
    wake_chapter,
)
from chapterhouse.chapters.actions.erasing import erase_from_chapters, hold_chapters_of
from chapterhouse.chapters.actions.memberships import join_chapter, leave_chapter
from chapterhouse.chapters.actions.messages import write_to_chapter
from chapterhouse.chapters.actions.network import (
    appoint_steward,
    edit_network,
    found_network,
    release_steward,
    save_topic,
)
from chapterhouse.chapters.actions.roles import end_role, give_role, renew_role
from chapterhouse.chapters.actions.venues import save_venue

__all__ = [
    "appoint_steward",
    "change_slug",
    "edit_chapter",
    "edit_network",
    "end_role",
    "erase_from_chapters",
    "found_network",
    "give_role",
    "hold_chapters_of",
    "join_chapter",
    "leave_chapter",
    "list_chapter",
    "move_chapter",
    "open_chapter",
    "release_steward",
    "renew_role",
    "rest_chapter",
    "save_topic",
    "save_venue",
    "wake_chapter",
    "write_to_chapter",
]
