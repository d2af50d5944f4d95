// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.pf4j.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.chaoschain.extension.pf4j.carrier.CarriedPluginException;
import org.chaoschain.extension.pf4j.carrier.CarriedPlugins.CarriedPlugin;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.pf4j.Plugin;
import org.pf4j.PluginState;
import org.pf4j.PluginWrapper;

/**
 * One generation of a plugin. It comes up in steps, each of which is undone, last first, when the
 * generation goes or a later step fails: files, class loader, plugin, extensions, services.
 */
final class RunningPf4jPlugin implements CarriedPlugin {
  /** The property that names an extension's class. */
  private static final String EXTENSION = "pf4j.extension";

  private final BundleContext carrier;
  private final Carried carried;
  private final Undo undo = new Undo();

  private RunningPf4jPlugin(BundleContext carrier, Carried carried) {
    this.carrier = carrier;
    this.carried = carried;
  }

  /** Brings one up; returns when its services are registered. */
  static RunningPf4jPlugin start(BundleContext carrier, NodeVersion node, ClassLoader api)
      throws CarriedPluginException {
    Carried carried = Carried.by(carrier.getBundle());
    node.require(carried.descriptor().getRequires());
    RunningPf4jPlugin plugin = new RunningPf4jPlugin(carrier, carried);
    boolean up = false;
    try {
      plugin.comeUp(node, api);
      up = true;
    } catch (IOException e) {
      throw new CarriedPluginException("its files cannot be laid out: " + e.getMessage());
    } finally {
      if (!up) {
        plugin.undo.run(); // what fails here is in the log; the reason is the step that failed
      }
    }
    return plugin;
  }

  @Override
  public void stop() throws CarriedPluginException {
    var failure = undo.run();
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  private void comeUp(NodeVersion node, ClassLoader api)
      throws IOException, CarriedPluginException {
    OfferedServices services = new OfferedServices(carrier);
    Constructors extensions = new Constructors(OfferedServices.TYPES, services::get);
    PluginView view =
        new PluginView(
            carried.descriptor().getPluginId(), node.number(), new RefusedExtensionFactory());
    LoadedClasses classes =
        LoadedClasses.layOut(carrier.getDataFile("pf4j").toPath(), carried, view, api, undo);
    PluginWrapper wrapper = new PluginWrapper(view, carried.descriptor(), carried.file(), classes);
    view.show(wrapper);
    undo.add("PF4J's view of it cannot be cleared", view::clear);
    ContextLoader.run(classes, () -> startPlugin(wrapper, classes, services));
    List<Object> made =
        ContextLoader.<List<Object>, IOException, CarriedPluginException>call(
            classes, () -> extensions(classes, extensions));
    view.show(made);
    made.forEach(this::register);
  }

  private void startPlugin(PluginWrapper wrapper, LoadedClasses classes, OfferedServices services)
      throws CarriedPluginException {
    Class<?> type = classes.load("plugin class", carried.descriptor().getPluginClass());
    if (!Plugin.class.isAssignableFrom(type)) {
      throw new CarriedPluginException(
          "its plugin class %s does not extend org.pf4j.Plugin".formatted(type.getName()));
    }
    List<Class<?>> offered = new ArrayList<>(OfferedServices.TYPES);
    offered.add(PluginWrapper.class);
    Plugin plugin =
        new Constructors(
                offered,
                parameter -> parameter == PluginWrapper.class ? wrapper : services.get(parameter))
            .make("plugin class", type.asSubclass(Plugin.class));
    wrapper.setPluginFactory(ignored -> plugin);
    // before the start, since a start that fails half way has begun something
    undo.add(
        "its plugin class has failed to stop",
        () -> {
          wrapper.setPluginState(PluginState.STOPPED);
          ContextLoader.run(classes, plugin::stop);
        });
    try {
      plugin.start();
    } catch (Exception | LinkageError | AssertionError e) { // a plugin may throw anything
      throw Failures.of("its plugin class " + type.getName() + " has failed to start", e);
    }
    wrapper.setPluginState(PluginState.STARTED);
  }

  private static List<Object> extensions(LoadedClasses classes, Constructors constructors)
      throws CarriedPluginException, IOException {
    List<Class<?>> types = new ArrayList<>();
    for (String name : ExtensionIndex.read(classes)) {
      Class<?> type = classes.load("extension", name);
      if (ExtensionTypes.of(type).isEmpty()) {
        throw new CarriedPluginException(
            "its extension %s implements nothing that a PF4J plugin can add to a node; that is one of %s. For the rest write a bundle"
                .formatted(name, ExtensionTypes.names()));
      }
      types.add(type);
    }
    if (types.isEmpty()) {
      throw new CarriedPluginException("its %s names no extension".formatted(ExtensionIndex.NAME));
    }
    types.sort(
        Comparator.<Class<?>>comparingInt(ExtensionTypes::rank)
            .thenComparingInt(ExtensionIndex::ordinal)
            .thenComparing(Class::getName));
    List<Object> made = new ArrayList<>();
    for (Class<?> type : types) {
      made.add(constructors.make("extension", type));
    }
    return made;
  }

  private void register(Object extension) {
    Class<?> type = extension.getClass();
    String[] names = ExtensionTypes.of(type).stream().map(Class::getName).toArray(String[]::new);
    Map<String, Object> properties =
        Map.of(
            Constants.SERVICE_RANKING,
            ranking(ExtensionIndex.ordinal(type)),
            EXTENSION,
            type.getName());
    ServiceRegistration<?> registration =
        carrier.registerService(names, extension, FrameworkUtil.asDictionary(properties));
    undo.add("a service of it cannot be withdrawn", () -> unregister(registration));
  }

  private static void unregister(ServiceRegistration<?> registration) {
    try {
      registration.unregister();
    } catch (IllegalStateException e) {
      // it is withdrawn: the framework was quicker
    }
  }

  /** PF4J takes the lowest ordinal first, the service registry the highest ranking. */
  private static int ranking(int ordinal) {
    return ordinal == Integer.MIN_VALUE ? Integer.MAX_VALUE : -ordinal;
  }
}
