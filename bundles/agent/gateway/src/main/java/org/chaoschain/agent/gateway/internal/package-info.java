// SPDX-License-Identifier: Apache-2.0
/** The gateway as a component: the door with Jetty behind it, the servlet, the sockets. */
package org.chaoschain.agent.gateway.internal;
