// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.gate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.isolation.Capability;
import org.chaoschain.api.metrics.Limit;
import org.osgi.framework.AllServiceListener;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.hooks.service.EventListenerHook;
import org.osgi.framework.hooks.service.FindHook;
import org.osgi.framework.hooks.service.ListenerHook.ListenerInfo;

/**
 * Stands between plugins and the node. Nobody but a plugin itself sees the services that it
 * registers; the node sees published ones in their place, which the gate registers in the plugin's
 * name once the plugin is found well, and takes away before it stops. And a plugin sees of the
 * node's services only those that its capabilities allow.
 *
 * <p>How many services a plugin has at the same time is bounded; what is beyond the limit stays
 * with the plugin, and the node never sees it.
 *
 * <p>So a generation that is on trial does not get a single message, and all its services appear
 * when it has passed. Safe for use by many threads; registers and unregisters without a lock held.
 */
public final class ServiceGate
    implements FindHook, EventListenerHook, AllServiceListener, AutoCloseable {
  /** Marks a service of the node that only plugins see. */
  public static final String FOR_PLUGINS = "chaos.for.plugins";

  private static final int MOST_REFUSALS = 16;

  private final BundleContext context;
  private final PluginBundles bundles;
  private final Limit services;
  private final BiConsumer<PluginBundle, String> refused;
  private final Set<Long> open = ConcurrentHashMap.newKeySet();
  private final Map<ServiceReference<?>, PublishedService> published = new ConcurrentHashMap<>();
  private final Map<Long, Set<String>> refusals = new ConcurrentHashMap<>();
  private final List<ServiceRegistration<?>> hooks = new ArrayList<>();

  /**
   * Makes a gate, which does nothing before {@link #start}.
   *
   * @param context of the bundle that deploys plugins, which sees everything
   * @param services how many of them a generation of a plugin may have at the same time
   * @param refused told of a service that a plugin registers and may not
   */
  public ServiceGate(
      BundleContext context,
      PluginBundles bundles,
      Limit services,
      BiConsumer<PluginBundle, String> refused) {
    this.context = context;
    this.bundles = bundles;
    this.services = services;
    this.refused = refused;
  }

  /** Closes the gate before the first plugin starts. */
  public void start() {
    context.addServiceListener(this);
    hooks.add(context.registerService(FindHook.class, this, null));
    hooks.add(context.registerService(EventListenerHook.class, this, null));
    hooks.add(
        context.registerService(ResolverHookFactory.class, new GenerationWiring(bundles), null));
  }

  /** Takes all services of plugins away from the node. */
  @Override
  public void close() {
    open.clear();
    context.removeServiceListener(this);
    List.copyOf(published.keySet()).forEach(this::takeAway);
    hooks.forEach(ServiceRegistration::unregister);
    hooks.clear();
  }

  /** What a bundle has registered and may not, in words. */
  public List<String> refusals(Bundle bundle) {
    List<ServiceReference<?>> all = registered(bundle);
    if (!services.allows(all.size())) {
      bundles.of(bundle.getBundleId()).ifPresent(plugin -> tell(plugin, tooMany(plugin, all)));
      return List.copyOf(refusals.getOrDefault(bundle.getBundleId(), Set.of()));
    }
    all.forEach(this::check);
    return List.copyOf(refusals.getOrDefault(bundle.getBundleId(), Set.of()));
  }

  /** Lets the node see what a bundle has registered, and what it will register. */
  public void publish(Bundle bundle) {
    open.add(bundle.getBundleId());
    registered(bundle).forEach(this::bring);
  }

  /** Takes a bundle's services away from the node; the bundle itself keeps them. */
  public void withdraw(Bundle bundle) {
    open.remove(bundle.getBundleId());
    for (ServiceReference<?> each : List.copyOf(published.keySet())) {
      if (owner(each) == bundle.getBundleId()) {
        takeAway(each);
      }
    }
    refusals.remove(bundle.getBundleId());
  }

  /** The services that a bundle itself has registered. */
  public static List<ServiceReference<?>> registered(Bundle bundle) {
    ServiceReference<?>[] references;
    try {
      references = bundle.getRegisteredServices();
    } catch (IllegalStateException e) {
      return List.of(); // it was uninstalled in this moment
    }
    List<ServiceReference<?>> own = new ArrayList<>();
    for (ServiceReference<?> each : references == null ? new ServiceReference<?>[0] : references) {
      if (!PublishedService.is(each)) {
        own.add(each);
      }
    }
    return own;
  }

  @Override
  public void find(
      BundleContext viewer,
      String name,
      String filter,
      boolean allServices,
      Collection<ServiceReference<?>> references) {
    references.removeIf(reference -> hidden(reference, viewer.getBundle().getBundleId()));
  }

  @Override
  public void event(ServiceEvent event, Map<BundleContext, Collection<ListenerInfo>> listeners) {
    ServiceReference<?> reference = event.getServiceReference();
    for (BundleContext viewer : List.copyOf(listeners.keySet())) {
      try {
        if (hidden(reference, viewer.getBundle().getBundleId())) {
          listeners.remove(viewer);
        }
      } catch (IllegalStateException e) {
        listeners.remove(viewer); // it has stopped in this moment
      }
    }
  }

  @Override
  public void serviceChanged(ServiceEvent event) {
    ServiceReference<?> reference = event.getServiceReference();
    long owner = owner(reference);
    if (PublishedService.is(reference) || bundles.of(owner).isEmpty()) {
      return;
    }
    switch (event.getType()) {
      case ServiceEvent.REGISTERED -> {
        if (open.contains(owner)) {
          bring(reference);
        }
      }
      case ServiceEvent.MODIFIED -> {
        PublishedService service = published.get(reference);
        if (service != null) {
          service.update();
        }
      }
      case ServiceEvent.UNREGISTERING -> takeAway(reference);
      default -> {}
    }
  }

  private boolean hidden(ServiceReference<?> reference, long viewer) {
    if (viewer == Constants.SYSTEM_BUNDLE_ID || viewer == context.getBundle().getBundleId()) {
      return false;
    }
    long owner = owner(reference);
    if (bundles.of(owner).isPresent()) {
      return PublishedService.is(reference) == (owner == viewer);
    }
    Optional<PluginBundle> plugin = bundles.of(viewer);
    boolean forPlugins = reference.getProperty(FOR_PLUGINS) != null;
    return plugin
        .map(each -> !forPlugins && !Visibility.mayTake(each, types(reference)))
        .orElse(forPlugins);
  }

  private void bring(ServiceReference<?> reference) {
    if (!check(reference) || !fits(reference)) {
      return;
    }
    PublishedService service = new PublishedService(reference);
    Bundle owner = reference.getBundle();
    BundleContext plugin = owner == null ? null : owner.getBundleContext();
    if (plugin == null || published.putIfAbsent(reference, service) != null) {
      return;
    }
    try {
      service.register(plugin);
    } catch (IllegalStateException e) {
      published.remove(reference, service); // the plugin stops in this moment
    }
  }

  private void takeAway(ServiceReference<?> reference) {
    PublishedService service = published.remove(reference);
    if (service != null) {
      service.unregister();
    }
  }

  /** Whether a plugin may register a service; told once if not. */
  private boolean check(ServiceReference<?> reference) {
    Optional<PluginBundle> plugin = bundles.of(owner(reference));
    if (plugin.isEmpty()) {
      return false;
    }
    Optional<String> refusal = Visibility.refusal(plugin.get(), types(reference));
    if (refusal.isEmpty() && List.of(types(reference)).contains(ControlCommand.class.getName())) {
      refusal = commandRefusal(plugin.get(), reference);
    }
    refusal.ifPresent(words -> tell(plugin.get(), words));
    return refusal.isEmpty();
  }

  /**
   * Whether a service is among those that a plugin may have at the same time; told if not. The
   * oldest are, so that one more takes nothing from the node.
   */
  private boolean fits(ServiceReference<?> reference) {
    Optional<PluginBundle> plugin = bundles.of(owner(reference));
    Bundle bundle = reference.getBundle();
    if (plugin.isEmpty() || bundle == null) {
      return false;
    }
    List<ServiceReference<?>> all = registered(bundle);
    if (services.allows(all.size())
        || all.stream().filter(each -> id(each) < id(reference)).count() < services.value()) {
      return true;
    }
    tell(plugin.get(), tooMany(plugin.get(), all));
    return false;
  }

  private String tooMany(PluginBundle plugin, List<ServiceReference<?>> all) {
    return services.refuse("plugin " + plugin.name(), all.size()).getMessage();
  }

  private void tell(PluginBundle plugin, String words) {
    Set<String> told =
        refusals.computeIfAbsent(plugin.bundleId(), id -> ConcurrentHashMap.newKeySet());
    if (told.size() < MOST_REFUSALS && told.add(words)) {
      refused.accept(plugin, words);
    }
  }

  private Optional<String> commandRefusal(PluginBundle plugin, ServiceReference<?> reference) {
    String name;
    try {
      if (!(context.getService(reference) instanceof ControlCommand command)) {
        return Optional.of("its control command cannot be had");
      }
      name = command.name();
    } catch (RuntimeException e) {
      return Optional.of("its control command cannot say its name: " + e);
    } finally {
      context.ungetService(reference);
    }
    Capability needed = new Capability(Capability.Kind.COMMAND, name);
    return plugin.declares(needed)
        ? Optional.empty()
        : Optional.of(
            "it adds the control command %s and does not declare the capability %s: add it to the header Chaos-Capabilities of its manifest"
                .formatted(name, needed));
  }

  private static long id(ServiceReference<?> reference) {
    return (Long) reference.getProperty(Constants.SERVICE_ID);
  }

  private static long owner(ServiceReference<?> reference) {
    return (Long) reference.getProperty(Constants.SERVICE_BUNDLEID);
  }

  private static String[] types(ServiceReference<?> reference) {
    return (String[]) reference.getProperty(Constants.OBJECTCLASS);
  }
}
