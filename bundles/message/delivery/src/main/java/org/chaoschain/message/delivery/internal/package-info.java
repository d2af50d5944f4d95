// SPDX-License-Identifier: Apache-2.0
/** Delivery as components, its control commands and its journal. */
package org.chaoschain.message.delivery.internal;
