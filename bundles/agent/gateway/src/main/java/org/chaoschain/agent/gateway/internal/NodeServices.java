// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.internal;

import org.chaoschain.api.event.Events;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.node.Node;
import org.chaoschain.api.random.EntropySource;
import org.chaoschain.api.store.KeyValueStore;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;

/** What the gateway uses of the node. */
record NodeServices(
    BundleContext context,
    ConfigurationAdmin configurations,
    Node node,
    Clock clock,
    Scheduler scheduler,
    Metrics metrics,
    Events events,
    EntropySource entropy,
    KeyValueStore store) {}
