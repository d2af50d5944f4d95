// SPDX-License-Identifier: Apache-2.0
/** Classes of plugins that the tests pack and deploy. */
package org.chaoschain.itests.sample;
