// SPDX-License-Identifier: Apache-2.0
/** Messages, their types and codecs, and how they are sent. */
@Export
@Version("1.1.0")
package org.chaoschain.api.message;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
