"""Lines that pages print around a report and that are no part of it: their patterns, by kind. Own lists."""

from __future__ import annotations

import re


def _whole(*alternatives: str) -> re.Pattern[str]:
    return re.compile(r"[\W_]*(?:" + "|".join(alternatives) + r")[\W_]*", re.IGNORECASE)


def _start(*alternatives: str) -> re.Pattern[str]:
    return re.compile(r"[\W_]{0,4}(?:" + "|".join(alternatives) + ")", re.IGNORECASE)


_STORIES = r"(?:stories|story|articles?|news|coverage|content|links?|topics?|posts?|videos?|headlines|reading|reads)"
#: A line that heads a list of other reports and says nothing itself.
ALSO_HEAD = _whole(
    r"(?:also|must|further|more to|what to|keep|continue) read(?:ing)?(?: next)?",
    r"read (?:also|more|next|on|further|this too|these too)",
    r"see (?:also|more)",
    r"(?:you (?:may|might|could) )?(?:also|want to) (?:like|be interested in|enjoy|want to read)",
    r"(?:(?:people|readers) also|others also) (?:read|viewed|liked)",
    rf"(?:related|recommended|suggested|similar|popular|trending|top|latest|breaking|other|more|further"
    rf"|most read|today[’']?s|featured|sponsored|promoted) {_STORIES}(?: (?:for you|by topic|on this topic))?",
    r"(?:related|recommended(?: for you)?|trending(?: now)?|most (?:read|popular|viewed|shared)|popular(?: now)?|"
    r"editor[’']?s[’']? (?:picks?|choice)|don[’']?t miss|in case you missed it|up next|next (?:up|article|story)|"
    r"(?:from )?around the web|from our (?:partners|sponsors)|sponsored|promoted|elsewhere on (?:the )?\w+"
    r"|what[’']s next)",
    r"(?:read |see )?more (?:from|on|about|in|by) [\w.&’'-]+(?: [\w.&’'-]+){0,6}",
    r"latest (?:from|on|in) [\w.&’'-]+(?: [\w.&’'-]+){0,5}",
    r"(?:the )?latest",
    r"more",
    r"more (?:stories )?like this",
)
#: The same words followed, on their own line, by the headline they point to.
ALSO_LINE = _start(
    r"(?:also|must)[ -]read\s*[:|–—>»-]",
    r"read (?:also|more|next|this|our|the full (?:story|article|statement|report))(?: here)?\s*[:|–—>»-]",
    r"(?:see|watch|click) (?:also|here|more)\s*[:|–—>»-]",
    r"(?:related|recommended|don[’']?t miss|explainer|opinion|analysis|live updates|live|in pictures|exclusive"
    rf"|more {_STORIES}|related {_STORIES}|you may also like|up next)\s*[:|»>]",
    r"more (?:from|on|about)(?: [\w.&’'-]+){1,5}\s*[:»>]",
    r"(?:read|see) (?:more|the latest|full coverage)(?: (?:on|about|from|of|at))? (?![^.]*\.\s*$)",
    r"click here (?:to|for)\b",
    r"(?:continue|keep) reading\b",
    r"more [\w ]{2,40}: ?(?:https?://|www\.)",
)
#: "Published: ..." and its like; after it stand only `TIME_WORD`s, and perhaps "by" or "in" with a name.
PUBLISHED = re.compile(
    r"[\W_]{0,4}(?:(?:first|last|originally|date|article|story|page)[ -]+)*"
    r"(?:(?:published|posted|updated|modified|edited|created|issued|released|uploaded|reviewed|changed|publication)"
    r"(?: date)?|date(?: of publication)?|pub date|update|for immediate release)\b",
    re.IGNORECASE,
)
PUBLISHED_BY = re.compile(r"\b(?:by|in)\b.*$", re.IGNORECASE)
TIME_WORD = re.compile(
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
    r"|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|\d{1,4}(?:st|nd|rd|th|h|pm|am)?|\d{1,2}T\d\d|\d\dZ|[apm]|[ap]m"
    r"|[a-z]{1,3}[sd]?t|gmt|utc|z|cest|cet"
    r"|local|today|yesterday|just|now|an?|ago|at|on|of|and|time|(?:sec|second|min|minute|hour|hr|day|week|month"
    r"|year)s?"
    r"|last|first|published|posted|updated|modified|edited",
    re.IGNORECASE,
)
#: What tells the first day of publication from a later change.
CHANGED = re.compile(r"\b(?:updat|modif|edited|changed|reviewed)", re.IGNORECASE)
CLOCK_OR_DAY = re.compile(
    r"\d{1,2}[:.]\d\d|\d{4}|\b\d{1,2}(?:st|nd|rd|th)?\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d"
    r"|\b\d+\s*(?:sec|min|hour|hr|day|week|month|year)s?\w*\s+ago|\b(?:today|yesterday)\b",
    re.IGNORECASE,
)
CAPTION = _start(
    r"(?:(?:file|stock|handout|representational|representative|archive|cover|main|featured|lead|screen) )?"
    r"(?:photos?|photographs?|image|images|picture|pictures|pic|illustration|graphic|caption|figure)"
    r"(?: (?:credits?|source|caption|courtesy(?: of)?|by|via|from|copyright|illustration))*\s*[:/|©]",
    r"(?:image|photo|picture|media|video|figure|photograph) (?:source|caption|credit|copyright)[s]?\b",
    r"(?:photo|photograph|image|picture|illustration|pic|photos|pictures) (?:by|courtesy|via|from) ",
    r"file (?:photo|image|picture|footage|pic)?\s*[:–—-]+\s",
    r"(?:hide|show|toggle|enlarge) (?:caption|this image)",
    r"credits?\s*:",
    r"\((?:file|photo|image|picture|representational)[^)]{0,60}\)\s*$",
)
_AGENCIES = (
    r"(?:AP|AFP|EPA|Reuters|REUTERS|Getty|TASS|Tass|Sputnik|Xinhua|KCNA|Kyodo|Yonhap|Anadolu|DPA|dpa|PA|ANI|PTI"
    r"|IRNA|SANA|"
    r"UPI|NurPhoto|Shutterstock|Alamy|Bloomberg|AAP|Ukrinform|SIPA|Rex|iStock|Unsplash|Pixabay|Flickr|Wikimedia"
    r"|Pool|POOL)"
)
#: A credit that closes a caption: "(AP Photo/…)", "[…/AFP]", "… Getty Images", "REUTERS/Name". Case counts.
CREDIT_END = re.compile(
    rf"(?:[(\[][^()\[\]]{{0,90}}\b{_AGENCIES}(?: (?:Photo|Images|News|Agency|Video))?(?:[ /,][^()\[\]]{{0,60}})?[)\]]"
    rf"|\b(?:AP Photo|REUTERS|Reuters|AFP|EPA)/[A-Z][^.]{{1,60}}"
    rf"|(?:^|[\s/(])(?:Getty Images|AP Photo|Shutterstock|iStock(?:photo)?|Alamy(?: Stock Photo)?|EPA-EFE"
    rf"|AFP via Getty Images)"
    rf"|\b(?:Photo|Photograph|Image|Picture|Credit|Source)s?\s*(?:by|:|credit:?|courtesy(?: of)?)\s*[A-Z][^.]{{2,60}}"
    r")\W{0,3}$"
)
#: Agency in brackets after a name and a slash, or the word photo: a credit wherever it stands alone.
SOCIAL = _start(
    r"share (?:this|on|via|with|to)\b.{0,60}$",
    r"share$",
    r"(?:tweet|print|e-?mail|save|bookmark|copy link|facebook|twitter|whatsapp|telegram|linkedin|pinterest"
    r"|reddit|x|messenger)"
    r"(?:[\s,|/•·]+(?:tweet|print|e-?mail|save|share|copy link|facebook|twitter|whatsapp|telegram|linkedin"
    r"|pinterest|reddit|x|messenger))*$",
    r"(?:follow|like|find|join|connect with) (?:us|me|our \w+|@?\w+ on)\b.{0,80}(?:facebook|twitter|instagram"
    r"|telegram|whatsapp|youtube|linkedin|google news|social media|tiktok|threads|bluesky|\bX\b|here)",
    r"follow (?:us|@?\w+) on\b",
    r"\d+ (?:shares?|comments?|views?|likes?|reactions?|min(?:ute)?s? read|retweets?)$",
    r"(?:leave|post|add|write) (?:a |your )?(?:comment|reply)",
    r"(?:\d+ )?comments?(?: \(\d+\))?$",
    r"(?:view|show|see|join|read|be the first to)(?: all)?(?: \d+)?(?: the)? (?:comments?|conversation|discussion)",
    r"your e-?mail address will not be published",
    r"(?:reply|like|report|flag)$",
    r".{0,250}\bfollow (?:him|her|them|us|me|\w+ \w+) (?:on (?:twitter|x|facebook|instagram|bluesky|threads)\b|@)",
    r"e-?mail .{2,60}\bat\b \S+@\S+",
    r"— .{2,60} \(@\w+\) \w+ \d{1,2}, \d{4}$",
)
SUBSCRIBE = _start(
    r"(?:please )?(?:sign up|subscribe|register)(?: now| today| here| free)? (?:to|for|here"
    r"|and get)\b(?=.{0,160}(?:newsletter|e-?mail|inbox|alert|update|channel|podcast|briefing|free|digital"
    r"|digest|our|us\b|today|subscri))",
    r"(?:subscribe|sign up|log ?in|sign in|register|newsletter|newsletters)(?: now| today| here)?$",
    r"(?:get|receive|want) (?:the |our |all |more |today|breaking |top )*.{0,80}(?:newsletter|in your inbox"
    r"|to your inbox|by e-?mail|straight to your|delivered)",
    r"(?:download|get|install) (?:the|our) .{0,40}\bapp\b",
    r"(?:support|donate to|become a (?:member|supporter|patron|subscriber))(?: \w+){0,5}$",
    r"(?:our|the) (?:free )?(?:daily |weekly |morning |evening )?newsletters?\b.{0,100}$",
    r"(?:enter|your) (?:your )?e-?mail(?: address)?\W*$",
    r"thank you for (?:signing up|subscribing|registering)",
    r"by (?:signing up|subscribing|clicking|entering your e-?mail)\b",
    r"this (?:newsletter|e-?mail) was sent\b",
)
ADVERT = _start(
    r"(?:advertisement|advertising|advert|ad|promo|promoted content|sponsored(?: content| by .{2,40})?"
    r"|story continues below(?: (?:this )?(?:ad|advertisement|video))?"
    r"|article continues (?:below|after)(?: .{0,30})?|scroll (?:down )?(?:for more|to continue)(?: .{0,30})?"
    r"|continue reading below|skip advertisement|loading(?: video)?|remove ads)\W*$",
)
COPYRIGHT = _start(
    r"(?:©|\(c\)\s|copyright(?:\s*©|\s*\(c\)|\s*:|,? (?:by|\d{4})\b|$))",
    r".{0,160}\ball rights reserved\b.{0,120}$",
    r"this (?:material|article|story|content|report)(?: \w+){0,6} may not be (?:published|reproduced|republished)",
    r"(?:reproduced|republished|reprinted) (?:with|by|from|under)\b.{0,120}$",
)
NAVIGATION = _start(
    r"home\s*(?:[>›»/|→]|::)\s*\S.{0,160}$",
    r"(?:skip|jump|go|back) to (?:main |the |page )?(?:content|navigation|top|home(?:page)?|search|footer|menu"
    r"|article|main)\b.{0,40}$",
    r"(?:previous|next)(?: (?:article|story|post|page))?\s*[:»›>«‹]?$",
    r"(?:menu|search|close|home|sections|navigation|toggle navigation|open menu|tags?|topics|categories"
    r"|filed under|back|more)$",
    r"(?:tags?|topics|categories|filed under|keywords|in this (?:article|story)|file under"
    r"|section)\s*[:|]\s*.{0,200}$",
    r"(?:page|slide) \d+ of \d+$",
    r"(?:terms (?:of|and|&) (?:use|service|conditions)|privacy (?:policy|notice)|cookie (?:policy|settings)"
    r"|contact us|about us)(?:\W+.{0,80})?$",
    r"you are here\b",
)
#: "World › Asia › Korea", "News > World > Asia": two arrows, or one of those that only menus print.
CRUMBS = re.compile(
    r"[A-Z][\w &’'-]{1,30}(?:\s*[›»→]\s*[A-Z][\w &’'-]{1,60}){1,6}"
    r"|[A-Z][\w &’'-]{1,30}(?:\s+>\s+[A-Z][\w &’'-]{1,60}){2,6}"
)
WATCH = _start(
    r"(?:watch|listen|video|audio|podcast|gallery|live|in pictures|in photos|photos|interactive)(?: (?:now|live"
    r"|here|below|again|more|also))?\s*[:|▶►»–—]\s",
    r"(?:watch|listen to|play|see) (?:the |our |this |more )?(?:video|full video|podcast|interview|episode"
    r"|audio)s?\b.{0,100}$",
    r"(?:your browser does not support|this video (?:can not|cannot) be played|media playback is (?:unsupported"
    r"|not supported)|to play this video)",
    r"\d{1,2}:\d\d(?:\s*/\s*\d{1,2}:\d\d)?$",
    r"listen to .{2,40} live\b",
    r"(?:download|itunes|spotify|apple podcasts|rss)\s*:\s*(?:https?:|\S+$)",
)
#: The desk's own credits: bylines, agency tails.
BYLINE = re.compile(
    r"\W{0,2}(?:(?:additional |written and )?(?:reporting|writing|editing|text|story|words|report|written"
    r"|edited|compiled|produced)"
    r"[ ]by|by|author|reporter|correspondent)\b:?\s+(?=\S)",
    re.IGNORECASE,
)
#: What a byline is made of besides names: each part between blanks and commas must fit.
BYLINE_PART = re.compile(
    r"[A-Z][\w.'’]*|and|AND|de|da|van|von|den|der|bin|al|el|in|of|for|the|with|by|BY|[Ee]diting|[Rr]eporting"
    r"|[Ww]riting"
    r"|[Aa]dditional|\S+@\S+|@\w+"
)
DESK_TAIL = re.compile(
    r"\((?:(?:additional |with )?(?:reporting|writing|editing|compiled|translated|produced|edited|written)\b.{3,400}"
    r"|this (?:story|article|report|copy)\b.{5,300})\)?\s*$"
    r"|(?:our standards:|with (?:inputs?|reporting|additional reporting|agency inputs) from)\b.{2,300}$"
    r"|\(?.{0,80}\bcontributed (?:to|reporting)\b.{0,100}$"
    r"|sources?: [\w .,&/’'-]{2,60}$"
    r"|\(?the (?:views?|opinions?)(?: and opinions?)? expressed\b.{2,250}$"
    r"|\(?except for the headline, this story has not been edited.{0,100}$"
    r"|the (?:post|article) .{3,250} (?:first appeared|appeared first|was first published) on .{2,80}$",
    re.IGNORECASE,
)
#: What a page says instead of its report when it wants a login, a payment, a consent or a proof of being human.
WALL = re.compile(
    r"(?:log ?in|sign in|subscribe|register|sign up|create (?:a |an |your )?(?:free )?account)(?: now| here"
    r"| today)?(?: or \w+(?: \w+)?)? to "
    r"(?:continue|read|view|access|unlock|see|keep reading|get full)"
    r"|to (?:continue|keep) reading|to read (?:the|this) full (?:story|article)|already (?:a|an"
    r"|have an?) (?:subscriber|member|account|subscription)"
    r"|(?:this|the full) (?:article|story|content|page|report) is (?:only |exclusively )?(?:available "
    r"|reserved )?(?:to|for) (?:\w+ )?(?:subscribers|members|registered)"
    r"|subscribers? only|subscriber[- ]exclusive|you(?:[’']ve| have) (?:reached|used|read) (?:your|all"
    r"|the) .{0,30}(?:limit|free)"
    r"|free articles? (?:remaining|left|this month)|unlock (?:this|the) (?:article|story)"
    r"|start your (?:free )?(?:trial|subscription)"
    r"|(?:please )?enable (?:javascript|cookies)|(?:turn|switch) on javascript|requires javascript"
    r"|javascript is (?:disabled|required)"
    r"|verify (?:that )?you are (?:a )?human|are you a robot|not a robot|checking your browser|unusual traffic"
    r"|access (?:to this page (?:has been )?)?denied"
    r"|accept (?:all )?cookies|(?:we|our partners) (?:and our partners )?(?:use|store) cookies"
    r"|we value your privacy|manage (?:your )?(?:cookie|consent|privacy)"
    r"|your (?:privacy|cookie) (?:choices|settings)|cookies? (?:and similar technologies|policy)"
    r"|consent to (?:the use of )?cookies"
    r"|403 forbidden|404 not found|page (?:can(?:not|[’']t) be found|not found)",
    re.IGNORECASE,
)
