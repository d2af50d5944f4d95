// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.stream;

import java.io.IOException;
import java.util.List;

/** The remote speaks none of the protocols that a stream was to be opened for. */
public final class ProtocolNotSupportedException extends IOException {
  private static final long serialVersionUID = 1;

  /** Names the remote and what was offered to it. */
  public ProtocolNotSupportedException(String remote, List<String> protocols) {
    super("%s speaks none of %s".formatted(remote, protocols));
  }
}
