// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.core;

import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;

/**
 * A request of HTTP, without HTTP.
 *
 * @param route what is asked
 * @param parameter what stands for the parameter of the path; empty if there is none
 * @param query the query string, encoded; empty if there is none. It may have a token in it
 * @param token the token, from the header or the query
 * @param body the whole body, empty if there is none
 * @param here whether it comes from this machine
 */
public record Call(
    Route route, String parameter, String query, Optional<String> token, Bytes body, boolean here) {
  /** Without token and query: both are or have secrets. */
  @Override
  public String toString() {
    return route.method() + " " + route.path();
  }
}
