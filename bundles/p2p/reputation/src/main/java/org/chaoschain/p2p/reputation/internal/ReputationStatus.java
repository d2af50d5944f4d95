// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.reputation.internal;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chaoschain.api.control.StatusSection;
import org.chaoschain.api.time.Clock;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The status section {@code reputation}: bans that hold, and the worst scores. */
@Component(service = StatusSection.class)
public final class ReputationStatus implements StatusSection {
  private static final int WORST = 5;

  private final ReputationComponent reputation;
  private final Clock clock;

  /** Made by Declarative Services. */
  @Activate
  public ReputationStatus(@Reference ReputationComponent reputation, @Reference Clock clock) {
    this.reputation = reputation;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "reputation";
  }

  @Override
  public Map<String, ?> status() {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put(
        "banned", reputation.court().bans().stream().filter(ban -> ban.holds(clock.now())).count());
    List<String> worst =
        reputation.court().offenders().entrySet().stream()
            .sorted(Comparator.comparingDouble(Map.Entry::getValue))
            .limit(WORST)
            .map(each -> "%s %.1f".formatted(each.getKey(), each.getValue()))
            .toList();
    status.put("worst", worst);
    return status;
  }
}
