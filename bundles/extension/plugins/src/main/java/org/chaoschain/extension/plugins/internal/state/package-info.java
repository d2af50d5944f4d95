// SPDX-License-Identifier: Apache-2.0
/** The data that plugins keep, and how it comes from one form to the next. */
package org.chaoschain.extension.plugins.internal.state;
