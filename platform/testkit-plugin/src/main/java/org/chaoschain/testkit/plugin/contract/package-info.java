// SPDX-License-Identifier: Apache-2.0
/** A contract suite for each extension point of messages and agents; run one by one subclass. */
@Export
@Version("1.0.0")
package org.chaoschain.testkit.plugin.contract;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
