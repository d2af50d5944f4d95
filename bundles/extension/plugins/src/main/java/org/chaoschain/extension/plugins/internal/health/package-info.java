// SPDX-License-Identifier: Apache-2.0
/** Whether plugins are well: on trial, and as long as they run. */
package org.chaoschain.extension.plugins.internal.health;
