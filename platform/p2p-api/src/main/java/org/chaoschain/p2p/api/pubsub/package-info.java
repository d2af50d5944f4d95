// SPDX-License-Identifier: Apache-2.0
/** Publish and subscribe. */
@Export
@Version("1.3.0")
package org.chaoschain.p2p.api.pubsub;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
