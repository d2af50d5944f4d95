// SPDX-License-Identifier: Apache-2.0
/** The signed envelope for use without OSGi. No promise of stability. */
@Export
@Version("0.1.0")
package org.chaoschain.message.envelope;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
