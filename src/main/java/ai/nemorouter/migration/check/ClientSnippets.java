package ai.nemorouter.migration.check;

import java.util.List;

/// What to change in each kind of client, with the real address of this installation.
final class ClientSnippets {
  private static final String OPENROUTER = "https://openrouter.ai/api/v1";

  private ClientSnippets() {}

  /// @param baseUrl up to and including `/v1`
  static List<ClientSnippet> to(String baseUrl) {
    String host = baseUrl.endsWith("/v1") ? baseUrl.substring(0, baseUrl.length() - 3) : baseUrl;
    return List.of(
        environment(baseUrl),
        python(baseUrl),
        node(baseUrl),
        java(baseUrl),
        langChainPython(baseUrl),
        langChainJavaScript(baseUrl),
        vercel(baseUrl),
        vercelOpenRouter(baseUrl),
        curl(baseUrl),
        anthropic(host));
  }

  private static ClientSnippet environment(String baseUrl) {
    return ClientSnippet.of(
        "change-env",
        ".env",
        """
        -OPENAI_BASE_URL=%s
        -OPENAI_API_KEY=sk-or-v1-…
        +OPENAI_BASE_URL=%s
        +OPENAI_API_KEY=sk-nemo-…
        """
            .formatted(OPENROUTER, baseUrl),
        "OPENAI_BASE_URL=" + OPENROUTER + " and the old key again, then restart.");
  }

  private static ClientSnippet python(String baseUrl) {
    return ClientSnippet.of(
        "change-python",
        "Python (openai)",
        """
         client = OpenAI(
        -    base_url="%s",
        -    api_key=os.environ["OPENROUTER_API_KEY"],
        +    base_url="%s",
        +    api_key=os.environ["NEMOROUTER_API_KEY"],
         )
        """
            .formatted(OPENROUTER, baseUrl),
        "base_url=\"" + OPENROUTER + "\" and os.environ[\"OPENROUTER_API_KEY\"] again.");
  }

  private static ClientSnippet node(String baseUrl) {
    return ClientSnippet.of(
        "change-node",
        "Node (openai)",
        """
         const client = new OpenAI({
        -  baseURL: '%s',
        -  apiKey: process.env.OPENROUTER_API_KEY,
        +  baseURL: '%s',
        +  apiKey: process.env.NEMOROUTER_API_KEY,
         });
        """
            .formatted(OPENROUTER, baseUrl),
        "baseURL: '" + OPENROUTER + "' and process.env.OPENROUTER_API_KEY again.");
  }

  private static ClientSnippet java(String baseUrl) {
    return ClientSnippet.of(
        "change-java",
        "Java (openai-java)",
        """
         OpenAIClient client = OpenAIOkHttpClient.builder()
        -    .baseUrl("%s")
        -    .apiKey(System.getenv("OPENROUTER_API_KEY"))
        +    .baseUrl("%s")
        +    .apiKey(System.getenv("NEMOROUTER_API_KEY"))
             .build();
        """
            .formatted(OPENROUTER, baseUrl),
        ".baseUrl(\"" + OPENROUTER + "\") and the old variable again.");
  }

  private static ClientSnippet langChainPython(String baseUrl) {
    return ClientSnippet.of(
        "change-langchain-python",
        "LangChain (Python)",
        """
         llm = ChatOpenAI(
             model="openai/gpt-4o",
        -    base_url="%s",
        -    api_key=os.environ["OPENROUTER_API_KEY"],
        +    base_url="%s",
        +    api_key=os.environ["NEMOROUTER_API_KEY"],
         )
        """
            .formatted(OPENROUTER, baseUrl),
        "base_url=\"" + OPENROUTER + "\" and the old variable again.");
  }

  private static ClientSnippet langChainJavaScript(String baseUrl) {
    return ClientSnippet.of(
        "change-langchain-js",
        "LangChain (JavaScript)",
        """
         const llm = new ChatOpenAI({
           model: 'openai/gpt-4o',
        -  apiKey: process.env.OPENROUTER_API_KEY,
        -  configuration: { baseURL: '%s' },
        +  apiKey: process.env.NEMOROUTER_API_KEY,
        +  configuration: { baseURL: '%s' },
         });
        """
            .formatted(OPENROUTER, baseUrl),
        "configuration: { baseURL: '" + OPENROUTER + "' } and the old variable again.");
  }

  private static ClientSnippet vercel(String baseUrl) {
    return ClientSnippet.of(
        "change-vercel",
        "Vercel AI SDK (openai-compatible; createOpenAI takes the same two, with .chat(…))",
        """
         const router = createOpenAICompatible({
        -  name: 'openrouter',
        -  baseURL: '%s',
        -  apiKey: process.env.OPENROUTER_API_KEY,
        +  name: 'nemorouter',
        +  baseURL: '%s',
        +  apiKey: process.env.NEMOROUTER_API_KEY,
         });
        """
            .formatted(OPENROUTER, baseUrl),
        "baseURL: '" + OPENROUTER + "' and the old variable again.");
  }

  private static ClientSnippet vercelOpenRouter(String baseUrl) {
    return ClientSnippet.of(
        "change-vercel-openrouter",
        "Vercel AI SDK (OpenRouter's provider)",
        """
         const openrouter = createOpenRouter({
        -  apiKey: process.env.OPENROUTER_API_KEY,
        +  baseURL: '%s',
        +  apiKey: process.env.NEMOROUTER_API_KEY,
         });
        """
            .formatted(baseUrl),
        "Take the line with baseURL out and name the old variable again.");
  }

  private static ClientSnippet curl(String baseUrl) {
    return ClientSnippet.of(
        "change-curl",
        "curl",
        """
        -curl %s/chat/completions \\
        -  -H "Authorization: Bearer $OPENROUTER_API_KEY" \\
        +curl %s/chat/completions \\
        +  -H "Authorization: Bearer $NEMOROUTER_API_KEY" \\
           -H "Content-Type: application/json" \\
           -d '{"model": "openai/gpt-4o", "messages": [{"role": "user", "content": "Hello"}]}'
        """
            .formatted(OPENROUTER, baseUrl),
        OPENROUTER + " and $OPENROUTER_API_KEY again.");
  }

  /// Anthropic's clients add `/v1` themselves.
  private static ClientSnippet anthropic(String host) {
    return ClientSnippet.of(
        "change-anthropic",
        "Anthropic's clients",
        """
        -ANTHROPIC_BASE_URL=https://openrouter.ai/api
        -ANTHROPIC_AUTH_TOKEN=sk-or-v1-…
        +ANTHROPIC_BASE_URL=%s
        +ANTHROPIC_AUTH_TOKEN=sk-nemo-…
        """
            .formatted(host),
        "ANTHROPIC_BASE_URL=https://openrouter.ai/api and the old token again.");
  }
}
