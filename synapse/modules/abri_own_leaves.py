"""Whoever is no longer in a room, or no longer invited to it, is told so in `state_after` (MSC4222).

The answer to `/sync` has that event in the room's timeline; clients take what is so from `state_after`, where Synapse puts what its table of changes
of state says. When the last user of a homeserver leaves a room, the room's current state is forgotten there, and of an invitation from
another homeserver there never was any: nothing is in the table (element-hq/synapse#18793, open in 1.163). An officer's client then shows an ended
conversation, or an invitation that was withdrawn, as one that goes on.
"""

import inspect
from typing import Any

import attr

from synapse.api.constants import EventTypes
from synapse.module_api import ModuleApi
from synapse.module_api.errors import ConfigError


class OwnLeaves:
    def __init__(self, config: dict[str, Any], api: ModuleApi) -> None:
        handler = api._hs.get_sync_handler()
        generate = handler.generate_sync_result
        if list(inspect.signature(generate).parameters) != ["sync_config", "since_token", "full_state"]:
            raise ConfigError("This Synapse makes the answer to a sync in another way: look at abri_own_leaves.py before going on.")

        async def with_own_leaves(sync_config: Any, since_token: Any = None, full_state: bool = False) -> Any:
            result = await generate(sync_config, since_token, full_state)
            if sync_config.use_state_after:
                result.archived[:] = [_with_own(room, sync_config.user.to_string()) for room in result.archived]
            return result

        handler.generate_sync_result = with_own_leaves


def _with_own(room: Any, user_id: str) -> Any:
    """`room`: an `ArchivedSyncResult`, of a room that the user has left."""
    own = {
        (event.type, event.state_key): event
        for event in (filtered.event for filtered in room.timeline.events)
        if event.type == EventTypes.Member and event.state_key == user_id
    }
    return attr.evolve(room, state={**room.state, **own})
