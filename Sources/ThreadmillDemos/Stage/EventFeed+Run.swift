// SPDX-License-Identifier: Apache-2.0

package import ThreadmillEngine

extension EventFeed: RunEventFeed {}
