// SPDX-License-Identifier: Apache-2.0
/** One suite for each extension point; an implementation runs it by one subclass. */
@Export
@Version("0.1.0")
package org.chaoschain.testkit.contract;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
