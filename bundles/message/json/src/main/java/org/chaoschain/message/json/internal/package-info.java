// SPDX-License-Identifier: Apache-2.0
/** The components of this bundle. */
package org.chaoschain.message.json.internal;
