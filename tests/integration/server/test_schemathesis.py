"""Random requests against our own OpenAPI: whatever comes, no 5xx."""

import anyio
import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.anyio
