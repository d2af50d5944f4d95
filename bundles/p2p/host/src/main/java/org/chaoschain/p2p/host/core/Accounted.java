// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.chaoschain.api.isolation.PluginAccount;

/** A service with the account of whoever has registered it. */
record Accounted<S>(S service, PluginAccount account) {
  static <S> Optional<Accounted<S>> of(S service, List<Accounted<S>> among) {
    return among.stream().filter(each -> each.service == service).findFirst();
  }

  // Written out: what a record has by itself is put together of method handles when a node starts.
  @Override
  public boolean equals(Object other) {
    return other instanceof Accounted<?> that
        && Objects.equals(service, that.service)
        && Objects.equals(account, that.account);
  }

  @Override
  public int hashCode() {
    return 31 * Objects.hashCode(service) + Objects.hashCode(account);
  }
}
