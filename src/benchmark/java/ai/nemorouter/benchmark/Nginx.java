package ai.nemorouter.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// nginx as a plain reverse proxy that keeps its connections: about the least that any gateway
/// costs.
final class Nginx {
  private Nginx() {}

  static Child start(Path folder, Path program, int port, int upstreamPort) throws IOException {
    Files.createDirectories(folder);
    Path configuration = folder.resolve("nginx.conf");
    // Workers of an nginx that root starts would become a user who may not enter the folder.
    String user = System.getProperty("user.name").equals("root") ? "user root;" : "";
    Files.writeString(configuration, configuration(user, port, upstreamPort));
    return Child.start(
        "nginx",
        folder,
        Map.of(),
        List.of(program.toString(), "-p", folder.toString(), "-c", configuration.toString()));
  }

  private static String configuration(String user, int port, int upstreamPort) {
    return """
    worker_processes 2;
    daemon off;
    pid nginx.pid;
    error_log stderr error;
    %s
    events {
      worker_connections 4096;
    }
    http {
      access_log off;
      client_body_temp_path body;
      proxy_temp_path proxy;
      fastcgi_temp_path fastcgi;
      uwsgi_temp_path uwsgi;
      scgi_temp_path scgi;
      keepalive_requests 1000000000;
      upstream provider {
        server 127.0.0.1:%d;
        keepalive 512;
        keepalive_requests 1000000000;
      }
      server {
        listen 127.0.0.1:%d;
        location / {
          proxy_pass http://provider;
          proxy_http_version 1.1;
          proxy_set_header Connection "";
        }
      }
    }
    """
        .formatted(user, upstreamPort, port);
  }
}
