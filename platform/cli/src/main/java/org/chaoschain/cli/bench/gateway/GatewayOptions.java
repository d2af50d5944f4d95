// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench.gateway;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What is measured.
 *
 * @param home the installation
 * @param agents how many are connected
 * @param rate messages a second, of all agents together; 0 if they only are there
 * @param warmUp how long they send before anything is measured; what they say then is compared too
 * @param time how long they send, or are there
 * @param deadline for all of it
 */
public record GatewayOptions(
    Path home, int agents, int rate, Duration warmUp, Duration time, Duration deadline) {
  /** Whether the agents send nothing. */
  public boolean idle() {
    return rate == 0;
  }
}
