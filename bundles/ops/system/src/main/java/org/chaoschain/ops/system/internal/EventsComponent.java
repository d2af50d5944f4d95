// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.system.internal;

import org.chaoschain.api.event.Event;
import org.chaoschain.api.event.EventListener;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.ops.system.DispatchedEvents;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Events as a service, handed to every {@link EventListener} service. */
@Component(configurationPid = SystemConfiguration.PID)
public final class EventsComponent implements Events {
  private final DispatchedEvents events;

  /** Made by the component runtime. */
  @Activate
  public EventsComponent(
      SystemConfiguration configuration,
      @Reference Clock clock,
      @Reference Scheduler scheduler,
      @Reference Metrics metrics) {
    events = new DispatchedEvents(configuration.event_max_queue(), clock, scheduler, metrics);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addListener(EventListener listener) {
    events.add(listener);
  }

  void removeListener(EventListener listener) {
    events.remove(listener);
  }

  @Override
  public void publish(Event event) {
    events.publish(event);
  }
}
