// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.pf4j.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.pf4j.DefaultVersionManager;
import org.pf4j.ExtensionFactory;
import org.pf4j.PluginManager;
import org.pf4j.PluginState;
import org.pf4j.PluginStateListener;
import org.pf4j.PluginWrapper;
import org.pf4j.RuntimeMode;
import org.pf4j.VersionManager;

/**
 * What a plugin sees when it asks PF4J for the plugins: itself and its extensions. Nothing can be
 * changed here; the node's own commands do that.
 */
final class PluginView implements PluginManager {
  private final String id;
  private final String nodeVersion;
  private final ExtensionFactory factory;
  private volatile PluginWrapper wrapper;
  private volatile List<Object> extensions = List.of();

  PluginView(String id, String nodeVersion, ExtensionFactory factory) {
    this.id = id;
    this.nodeVersion = nodeVersion;
    this.factory = factory;
  }

  void show(PluginWrapper plugin) {
    wrapper = plugin;
  }

  void show(List<Object> made) {
    extensions = List.copyOf(made);
  }

  /** Shows nothing any more. */
  void clear() {
    wrapper = null;
    extensions = List.of();
  }

  @Override
  public List<PluginWrapper> getPlugins() {
    PluginWrapper plugin = wrapper;
    return plugin == null ? List.of() : List.of(plugin);
  }

  @Override
  public List<PluginWrapper> getPlugins(PluginState state) {
    return getPlugins().stream().filter(each -> each.getPluginState() == state).toList();
  }

  @Override
  public List<PluginWrapper> getResolvedPlugins() {
    return getPlugins();
  }

  @Override
  public List<PluginWrapper> getUnresolvedPlugins() {
    return List.of();
  }

  @Override
  public List<PluginWrapper> getStartedPlugins() {
    return getPlugins(PluginState.STARTED);
  }

  @Override
  public PluginWrapper getPlugin(String pluginId) {
    return id.equals(pluginId) ? wrapper : null;
  }

  @Override
  public ClassLoader getPluginClassLoader(String pluginId) {
    PluginWrapper plugin = getPlugin(pluginId);
    return plugin == null ? null : plugin.getPluginClassLoader();
  }

  @Override
  public List<Class<?>> getExtensionClasses(String pluginId) {
    return new ArrayList<>(own(pluginId).stream().map(Object::getClass).toList());
  }

  @Override
  public <T> List<Class<? extends T>> getExtensionClasses(Class<T> type) {
    return getExtensionClasses(type, id);
  }

  @Override
  public <T> List<Class<? extends T>> getExtensionClasses(Class<T> type, String pluginId) {
    List<Class<? extends T>> classes = new ArrayList<>();
    getExtensions(type, pluginId).forEach(each -> classes.add(each.getClass().asSubclass(type)));
    return classes;
  }

  @Override
  public <T> List<T> getExtensions(Class<T> type) {
    return getExtensions(type, id);
  }

  @Override
  public <T> List<T> getExtensions(Class<T> type, String pluginId) {
    return own(pluginId).stream().filter(type::isInstance).map(type::cast).toList();
  }

  @Override
  @SuppressWarnings("rawtypes") // as PF4J has it
  public List getExtensions(String pluginId) {
    return own(pluginId);
  }

  @Override
  public Set<String> getExtensionClassNames(String pluginId) {
    return own(pluginId).stream()
        .map(each -> each.getClass().getName())
        .collect(Collectors.toSet());
  }

  @Override
  public ExtensionFactory getExtensionFactory() {
    return factory;
  }

  @Override
  public RuntimeMode getRuntimeMode() {
    return RuntimeMode.DEPLOYMENT;
  }

  @Override
  public PluginWrapper whichPlugin(Class<?> type) {
    PluginWrapper plugin = wrapper;
    return plugin != null && plugin.getPluginClassLoader() == type.getClassLoader() ? plugin : null;
  }

  @Override
  public String getSystemVersion() {
    return nodeVersion;
  }

  @Override
  @SuppressWarnings("deprecation") // PF4J still asks for it
  public Path getPluginsRoot() {
    throw refusal("the folder of plugins is the node's");
  }

  @Override
  public List<Path> getPluginsRoots() {
    return List.of();
  }

  @Override
  public VersionManager getVersionManager() {
    return new DefaultVersionManager();
  }

  /** Nothing changes while a plugin can listen. */
  @Override
  public void addPluginStateListener(PluginStateListener listener) {}

  @Override
  public void removePluginStateListener(PluginStateListener listener) {}

  @Override
  public void setSystemVersion(String version) {
    throw refusal("the version is the node's");
  }

  @Override
  public void loadPlugins() {
    throw refusal("plugins are loaded by the node");
  }

  @Override
  public String loadPlugin(Path pluginPath) {
    throw refusal("plugins are loaded by the node: chaos plugin install " + pluginPath);
  }

  @Override
  public void startPlugins() {
    throw refusal("plugins are started by the node");
  }

  @Override
  public PluginState startPlugin(String pluginId) {
    throw refusal("plugins are started by the node");
  }

  @Override
  public void stopPlugins() {
    throw refusal("plugins are stopped by the node");
  }

  @Override
  public PluginState stopPlugin(String pluginId) {
    throw refusal("plugins are stopped by the node");
  }

  @Override
  public void unloadPlugins() {
    throw refusal("plugins are unloaded by the node");
  }

  @Override
  public boolean unloadPlugin(String pluginId) {
    throw refusal("plugins are unloaded by the node: chaos plugin remove " + pluginId);
  }

  @Override
  public boolean disablePlugin(String pluginId) {
    throw refusal("plugins are disabled by the node: chaos plugin remove " + pluginId);
  }

  @Override
  public boolean enablePlugin(String pluginId) {
    throw refusal("plugins are enabled by the node");
  }

  @Override
  public boolean deletePlugin(String pluginId) {
    throw refusal("plugins are deleted by the node: chaos plugin remove " + pluginId);
  }

  private List<Object> own(String pluginId) {
    return id.equals(pluginId) ? extensions : List.of();
  }

  private static UnsupportedOperationException refusal(String reason) {
    return new UnsupportedOperationException(reason);
  }
}
