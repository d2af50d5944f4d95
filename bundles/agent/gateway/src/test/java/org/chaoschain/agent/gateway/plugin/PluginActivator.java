// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.plugin;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.servlet.context.ServletContextHelper;

/** A bundle of somebody else: a page in the common context, and one in a context of its own. */
public final class PluginActivator implements BundleActivator {
  /** Made by the framework. */
  public PluginActivator() {}

  private static final class Page extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().print("the plugin's page");
    }
  }

  @Override
  public void start(BundleContext context) {
    context.registerService(
        ServletContextHelper.class,
        new ServletContextHelper() {},
        FrameworkUtil.asDictionary(
            java.util.Map.of(
                "osgi.http.whiteboard.context.name", "own",
                "osgi.http.whiteboard.context.path", "/own")));
    register(context, "(osgi.http.whiteboard.context.name=default)");
    register(context, "(osgi.http.whiteboard.context.name=own)");
  }

  private static void register(BundleContext context, String select) {
    context.registerService(
        Servlet.class,
        new Page(),
        FrameworkUtil.asDictionary(
            java.util.Map.of(
                "osgi.http.whiteboard.servlet.pattern",
                "/plugin",
                "osgi.http.whiteboard.context.select",
                select)));
  }

  @Override
  public void stop(BundleContext context) {
    // the framework takes the services away
  }
}
