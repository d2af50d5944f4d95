// SPDX-License-Identifier: Apache-2.0
/** The bundles of the packed node in a framework under Pax Exam, for tests of plugins. */
@Export
@Version("1.0.0")
package org.chaoschain.testkit.pax;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
