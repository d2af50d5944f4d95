// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.sim;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.chaoschain.api.event.Event;
import org.chaoschain.api.event.Events;

/** Keeps all events for a test to look at. Safe for use by many threads. */
public final class RecordedEvents implements Events {
  private final List<Event> published = new CopyOnWriteArrayList<>();

  /** Starts with none. */
  public RecordedEvents() {}

  @Override
  public void publish(Event event) {
    published.add(event);
  }

  /** All events so far, in order. */
  public List<Event> published() {
    return List.copyOf(published);
  }

  /** The events of one type, in order. */
  public List<Event> ofType(String type) {
    return published.stream().filter(event -> event.type().equals(type)).toList();
  }
}
