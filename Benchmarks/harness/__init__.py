# SPDX-License-Identifier: Apache-2.0
"""What `run` and `report` share; Python's standard library only."""
