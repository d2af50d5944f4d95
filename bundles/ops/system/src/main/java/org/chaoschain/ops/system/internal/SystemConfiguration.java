// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.system.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What an operator may set of the node's threads, meters and events. */
@ObjectClassDefinition(
    name = "System",
    description = "Threads, timers, meters and events of the node")
@interface SystemConfiguration {
  /** The PID that all components of this bundle share. */
  String PID = "org.chaoschain.ops.system";

  @AttributeDefinition(
      description = "Threads of the worker pool on a JDK without virtual threads",
      min = "1",
      max = "4096")
  int worker_threads() default 32;

  @AttributeDefinition(
      description = "Tasks running and waiting on the workers together; more are rejected",
      min = "1",
      max = "10000000")
  int worker_max_tasks() default 10_000;

  @AttributeDefinition(
      description = "Tasks waiting in one serial executor; more are rejected",
      min = "1",
      max = "10000000")
  int serial_max_tasks() default 65_536;

  @AttributeDefinition(
      description = "Timers pending at a time; more are rejected",
      min = "1",
      max = "10000000")
  int max_timers() default 100_000;

  @AttributeDefinition(
      description = "Meters that are listed; a further one counts for its holder only",
      min = "1",
      max = "10000000")
  int max_meters() default 10_000;

  @AttributeDefinition(
      description = "Events that wait for their listeners; more are logged but not handed on",
      min = "1",
      max = "10000000")
  int event_max_queue() default 10_000;

  @AttributeDefinition(description = "How often the log tells what the limits refused")
  String refusal_log_interval() default "1m";
}
