// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.internal;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.config.TimeSpan;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.host.NameResolver;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Resolves names by DNS. */
@Component(service = NameResolver.class, configurationPid = "org.chaoschain.p2p.host.dns")
@Designate(ocd = DnsResolverComponent.Settings.class)
public final class DnsResolverComponent implements NameResolver {
  /** The settings of name resolution. */
  @ObjectClassDefinition(name = "Name resolution", description = "/dns4, /dns6, /dns and /dnsaddr")
  public @interface Settings {
    /** The server. */
    @AttributeDefinition(
        description = "host:port of the name server; empty asks those of the operating system",
        required = false)
    String server() default "";

    /** The deadline. */
    @AttributeDefinition(description = "Deadline of one question, which is asked twice")
    String timeout() default "2s";

    /** The limit. */
    @AttributeDefinition(min = "1", max = "1024", description = "Addresses taken from one name")
    int max_results() default 32;

    /** The limit of questions. */
    @AttributeDefinition(
        min = "1",
        max = "1024",
        description = "Names asked for while one address is resolved")
    int max_lookups() default 32;
  }

  private final DnsResolver resolver;

  /** Made by Declarative Services. */
  @Activate
  public DnsResolverComponent(
      @Reference Scheduler scheduler, @Reference Metrics metrics, Settings settings) {
    this.resolver =
        new DnsResolver(
            new DnsNameServer(settings.server(), TimeSpan.parse(settings.timeout())),
            scheduler.workers(),
            metrics,
            settings.max_results(),
            settings.max_lookups());
  }

  @Override
  public CompletionStage<List<Multiaddr>> resolve(Multiaddr address) {
    return resolver.resolve(address);
  }
}
