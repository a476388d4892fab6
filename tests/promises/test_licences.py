"""The check of licences lets through what may be passed on, and nothing else."""

import pytest

from scripts.licences import is_allowed


@pytest.mark.parametrize(
    "licences",
    [
        ["MIT"],
        ["BSD-3-Clause"],
        ["Apache-2.0 OR GPL-3.0-only"],
        ["MIT AND PSF-2.0"],
        ["GNU Lesser General Public License v3 (LGPLv3)"],
        ["Mozilla Public License 2.0 (MPL 2.0)"],
    ],
)
def test_a_free_licence_is_allowed(licences: list[str]) -> None:
    assert is_allowed(licences)


@pytest.mark.parametrize(
    "licences",
    [
        [],
        ["GPL-3.0-or-later"],
        ["GNU General Public License v3 (GPLv3)"],
        ["MIT AND AGPL-3.0-only"],
        ["Proprietary"],
        ["LicenseRef-Submitted"],
    ],
)
def test_another_licence_is_not(licences: list[str]) -> None:
    assert not is_allowed(licences)
