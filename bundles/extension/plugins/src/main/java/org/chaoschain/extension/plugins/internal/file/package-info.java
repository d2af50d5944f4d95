// SPDX-License-Identifier: Apache-2.0
/** Plugin files: what is checked before the framework sees one, and how they are kept. */
package org.chaoschain.extension.plugins.internal.file;
