// SPDX-License-Identifier: Apache-2.0
/** Classes of the small plugins that tests make. */
package org.chaoschain.extension.plugins.sample;
