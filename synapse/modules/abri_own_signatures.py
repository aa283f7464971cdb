"""Everybody is shown the signatures that a user has put on their own cross-signing keys.

Synapse (1.163) shows a signature that came by `keys/signatures/upload` to its maker alone; all others, and other homeservers, see the key as it
was first uploaded. An officer's attestation that is made or renewed after their first Element has made their keys would never reach the
victims' pages (measured; it seems to work while a cache holds what the officer has last asked for). The specification makes no such
difference: a user's own signatures are part of their keys (client-server API, `POST /keys/signatures/upload`).
"""

import inspect
from typing import Any, Mapping

from synapse.module_api import ModuleApi
from synapse.module_api.errors import ConfigError

Keys = Mapping[str, Mapping[str, Mapping[str, Any]] | None]


class OwnSignatures:
    def __init__(self, config: dict[str, Any], api: ModuleApi) -> None:
        store = api._hs.get_datastores().main
        stored = store.get_e2e_cross_signing_keys_bulk
        if list(inspect.signature(stored).parameters) != ["user_ids", "from_user_id"]:
            raise ConfigError("This Synapse keeps keys in another way: look at abri_own_signatures.py before going on.")

        async def with_own_signatures(user_ids: list[str], from_user_id: str | None = None) -> Keys:
            keys = dict(await stored(user_ids, from_user_id))
            for user_id, own_keys in keys.items():
                if own_keys and user_id != from_user_id:
                    own = (await stored([user_id], user_id)).get(user_id) or {}
                    keys[user_id] = {name: merged(user_id, key, own.get(name)) for name, key in own_keys.items()}
            return keys

        store.get_e2e_cross_signing_keys_bulk = with_own_signatures


def merged(user_id: str, key: Mapping[str, Any], own: Mapping[str, Any] | None) -> Mapping[str, Any]:
    signatures = key.get("signatures", {})
    added = (own or {}).get("signatures", {}).get(user_id, {})
    if not added:
        return key
    return {**key, "signatures": {**signatures, user_id: {**signatures.get(user_id, {}), **added}}}
