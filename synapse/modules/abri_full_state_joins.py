"""A homeserver that joins one of our rooms gets the whole state of it at once.

Synapse's "faster joins" (MSC3706) leave the members out at first and fetch them afterwards. A message that arrives in that moment can be
judged against a state in which its sender is not a member: it is then rejected for ever on the officers' homeserver (measured with 1.163:
one of seven conversations in which the victim wrote while the officer was joining; `_check_event_auth` in handlers/federation_event.py).
A conversation has a handful of members: leaving them out gains nothing. Synapse has no setting for it.
"""

import inspect
from typing import Any

from synapse.module_api import ModuleApi
from synapse.module_api.errors import ConfigError


class FullStateJoins:
    def __init__(self, config: dict[str, Any], api: ModuleApi) -> None:
        server = api._hs.get_federation_server()
        answer = server.on_send_join_request
        if list(inspect.signature(answer).parameters) != [
            "origin",
            "content",
            "room_id",
            "caller_supports_partial_state",
        ]:
            raise ConfigError("This Synapse answers joins in another way: look at abri_full_state_joins.py before going on.")

        async def answer_in_full(
            origin: str, content: dict[str, Any], room_id: str, caller_supports_partial_state: bool = False
        ) -> dict[str, Any]:
            return await answer(origin, content, room_id, caller_supports_partial_state=False)

        server.on_send_join_request = answer_in_full
