"""Engines: from facts to outcomes of rules. Each reads the same condition tree; none knows another."""

from eligibility.engines.frames import (
    FACTS,
    PARENT,
    SUBJECT,
    Frame,
    FrameLayout,
    copy_frame,
    facts_by_name,
    frame_reader,
    layout_of,
    link_parents,
    unlink_parents,
    unlisted_members,
    walk_frames,
)
